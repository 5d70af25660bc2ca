namespace XmppActors.Kernel.Actor;

/// <summary>Appointments by time: adding, removing and taking the earliest cost the logarithm of their number.</summary>
internal sealed class AppointmentHeap
{
    private const int Arity = 4;

    private Appointment?[] _items = new Appointment?[16];
    private long _order;

    internal int Count { get; private set; }

    internal Appointment? Earliest => _items[0];

    internal void Add(Appointment appointment)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Count * 2);
        appointment.Order = _order++;
        Count++;
        MoveUp(appointment, Count - 1);
    }

    internal bool Remove(Appointment appointment)
    {
        var position = appointment.Position;
        if (position == Appointment.NotQueued) return false;
        appointment.Position = Appointment.NotQueued;
        var last = _items[--Count]!;
        _items[Count] = null;
        if (!ReferenceEquals(last, appointment))
        {
            MoveUp(last, position);
            MoveDown(last, last.Position);
        }

        return true;
    }

    private static bool IsBefore(Appointment one, Appointment other) =>
        one.Due < other.Due || (one.Due == other.Due && one.Order < other.Order);

    private void MoveUp(Appointment moving, int position)
    {
        while (position > 0)
        {
            var parent = (position - 1) / Arity;
            var above = _items[parent]!;
            if (!IsBefore(moving, above)) break;
            Place(above, position);
            position = parent;
        }

        Place(moving, position);
    }

    private void MoveDown(Appointment moving, int position)
    {
        while (true)
        {
            var first = (position * Arity) + 1;
            if (first >= Count) break;
            var least = first;
            for (var child = first + 1; child < Math.Min(first + Arity, Count); child++)
            {
                if (IsBefore(_items[child]!, _items[least]!)) least = child;
            }

            if (!IsBefore(_items[least]!, moving)) break;
            Place(_items[least]!, position);
            position = least;
        }

        Place(moving, position);
    }

    private void Place(Appointment appointment, int position)
    {
        _items[position] = appointment;
        appointment.Position = position;
    }
}
