namespace Scew.Machines.Checking;

/// <summary>What can be taken from one situation, per transition and moment the first way to take it.</summary>
internal sealed class OpenSteps
{
    private readonly Dictionary<(string Transition, long NowMs, long Height), (ScriptStep Step, CheckedAsset After)> _steps = [];
    private readonly List<(string Transition, long NowMs, long Height)> _order = [];

    public void Add(ScriptStep step, CheckedAsset after)
    {
        var key = (step.Transition, step.NowMs, step.Height);
        if (_steps.TryAdd(key, (step, after)))
        {
            _order.Add(key);
        }
    }

    /// <summary>Pairs of the two transitions at one moment.</summary>
    public IEnumerable<((ScriptStep Step, CheckedAsset After) First, (ScriptStep Step, CheckedAsset After) Second)> Pairs(string first, string second)
    {
        foreach (var key in _order)
        {
            if (string.Equals(key.Transition, first, StringComparison.Ordinal) && _steps.TryGetValue((second, key.NowMs, key.Height), out var other))
            {
                yield return (_steps[key], other);
            }
        }
    }
}
