using System.Globalization;

namespace XmppActors.Kernel.Hocon;

/// <summary>Numbers, booleans, durations and sizes as HOCON.md spells them.</summary>
public static class HoconUnits
{
    public static bool TryBoolean(string text, out bool value)
    {
        value = text is "true" or "on" or "yes";
        return value || text is "false" or "off" or "no";
    }

    public static bool TryLong(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public static bool TryDouble(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary><c>10s</c>, <c>1.5 minutes</c>; a number alone counts milliseconds; <c>infinite</c> is
    /// <see cref="Timeout.InfiniteTimeSpan"/>, as in Akka.NET. Never negative otherwise.</summary>
    public static bool TryDuration(string text, out TimeSpan value)
    {
        value = Timeout.InfiniteTimeSpan;
        if (text == "infinite")
            return true;
        if (!TrySplit(text, out var number, out var unit) || TicksPer(unit) is not { } ticks)
            return false;

        // Beyond this a TimeSpan could not hold the product.
        var product = number * ticks;
        if (product > TimeSpan.MaxValue.Ticks / 2)
            return false;
        value = new TimeSpan((long)Math.Round(product));
        return true;
    }

    /// <summary><c>256KiB</c>, <c>1 MB</c>; a number alone counts bytes.</summary>
    public static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out var number, out var unit) || BytesPer(unit) is not { } factor)
            return false;
        var product = number * factor;
        if (product > long.MaxValue / 2)
            return false;
        bytes = (long)Math.Round(product);
        return true;
    }

    private static bool TrySplit(string text, out double number, out string unit)
    {
        text = text.Trim();
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
            digits++;
        unit = text[digits..].Trim();
        number = 0;
        return digits > 0 && TryDouble(text[..digits], out number);
    }

    private static double? TicksPer(string unit) => unit switch
    {
        "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 0.01,
        "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
        "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => null,
    };

    private static double? BytesPer(string unit) => unit switch
    {
        "" or "B" or "b" or "byte" or "bytes" => 1,
        "kB" or "kilobyte" or "kilobytes" => 1e3,
        "MB" or "megabyte" or "megabytes" => 1e6,
        "GB" or "gigabyte" or "gigabytes" => 1e9,
        "TB" or "terabyte" or "terabytes" => 1e12,
        "K" or "k" or "Ki" or "KiB" or "kibibyte" or "kibibytes" => 1L << 10,
        "M" or "m" or "Mi" or "MiB" or "mebibyte" or "mebibytes" => 1L << 20,
        "G" or "g" or "Gi" or "GiB" or "gibibyte" or "gibibytes" => 1L << 30,
        "T" or "t" or "Ti" or "TiB" or "tebibyte" or "tebibytes" => 1L << 40,
        _ => null,
    };
}
