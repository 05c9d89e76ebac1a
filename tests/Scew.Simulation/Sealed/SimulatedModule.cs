using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.Simulation.Sealed;

/// <summary>One member's secure module. Every other member's remembers what it verified; a restart forgets it. No answer may hang on that.</summary>
internal sealed class SimulatedModule(SealedRequests requests, int member, Defect defect)
{
    private readonly bool _remembers = member % 2 == 0;
    private readonly SecureModule _module = new(SimulatedKeys.Modules(), member % 2 == 0 ? new VerifiedOpenings() : null);
    private readonly Dictionary<string, ImmutableArray<ModuleAnswer>> _confused = new(StringComparer.Ordinal);

    public ImmutableArray<ModuleAnswer> Run(ModuleCall call)
    {
        if (call is ModuleCall.CheckKey check)
        {
            return [KeyChecked(check)];
        }
        if (defect != Defect.AnswersByRecord || !_remembers || call is not ModuleCall.CompareOrdered compare)
        {
            return _module.Run(call);
        }
        var name = Convert.ToHexString(compare.Record);
        if (!_confused.TryGetValue(name, out var answers))
        {
            answers = _module.Run(call);
            _confused.Add(name, answers);
        }
        return answers;
    }

    private ModuleAnswer KeyChecked(ModuleCall.CheckKey check)
    {
        var name = Digest.Of(ModuleCodec.Encode(check));
        if (!requests.CheckedKeys.TryGetValue(name, out var answer))
        {
            answer = _module.Run(check)[0];
            requests.CheckedKeys.Add(name, answer);
        }
        return answer;
    }
}
