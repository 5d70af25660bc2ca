using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace XmppActors.Actors.Components.Health;

/// <summary>Requests and errors of the last while, in slices of a tenth of it.</summary>
internal sealed record ErrorWindow(ImmutableArray<ErrorWindow.Slice> Slices)
{
    private const int SlicesPerWindow = 10;

    public static readonly ErrorWindow Empty = new([]);

    public long Requests => Slices.Sum(static slice => slice.Requests);

    public long Errors => Slices.Sum(static slice => slice.Errors);

    /// <summary>The same window later: what has left it is forgotten.</summary>
    public ErrorWindow Add(long requests, long errors, TimeSpan window, TimeSpan now)
    {
        var number = now.Ticks / (window.Ticks / SlicesPerWindow);
        var kept = Slices.RemoveAll(slice => slice.Number <= number - SlicesPerWindow);
        if (requests <= 0 && errors <= 0) return kept.Length == Slices.Length ? this : new ErrorWindow(kept);
        var slice = kept is [.., var last] && last.Number == number ? last : new Slice(number, 0, 0);
        return new ErrorWindow(kept.Remove(slice).Add(slice with { Requests = slice.Requests + requests, Errors = slice.Errors + errors }));
    }

    /// <param name="Number">Which tenth of a window, counted from the clock's beginning.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Slice(long Number, long Requests, long Errors);
}
