using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Logging;

/// <summary>Logs on standard error, one line or one JSON object each; standard output stays for what scripts wait
/// for.</summary>
internal static class ConsoleLogs
{
    /// <summary>Lines that wait for the terminal; when it does not keep up, further ones are dropped and their number
    /// told.</summary>
    private const int MaxWaitingLines = 10_000;

    private const string Stamp = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    public static ILoggerFactory Create(LogSettings settings) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(settings.Level);
        // The web server behind the listeners has little to say to an operator.
        logging.AddFilter("Microsoft", settings.Level > LogLevel.Warning ? settings.Level : LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // Why a listener cannot start, we say ourselves.
        logging.Services.Configure<ConsoleLoggerOptions>(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            options.MaxQueueLength = MaxWaitingLines;
        });
        if (settings.Json)
        {
            logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = Stamp.TrimEnd();
            });
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = Stamp;
                options.ColorBehavior = Console.IsErrorRedirected
                    ? LoggerColorBehavior.Disabled
                    : LoggerColorBehavior.Default;
            });
        }
    });
}
