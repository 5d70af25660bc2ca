using XmppActors.Host.CommandLine;
using XmppActors.Host.Composition;

return await HostCommand.InvokeAsync(args, Terminal.OfProcess(), NodeComposition.StartAsync);
