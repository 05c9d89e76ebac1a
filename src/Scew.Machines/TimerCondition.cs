namespace Scew.Machines;

/// <summary>
/// When time takes a transition: at <paramref name="DueMs"/> (Unix milliseconds; null: not at all), which depends on the state alone. <paramref name="Text"/> is how
/// people read it: <c>now >= dueBack</c>. Only in a state that the transition leaves does it count.
/// </summary>
public sealed record TimerCondition(string Text, Func<MachineState, long?> DueMs);
