using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Protocol.Api;
using Scew.Protocol.Json;

namespace Scew.Ledger.Operations;

/// <summary>
/// An operation whose checks are done: refused, or what secure modules have to answer first (often nothing) and what then happens. Answers stand in the order of the questions, those of
/// a delegated question in the order of its items; <see cref="Ids"/> names the variable or key of each.
/// </summary>
internal sealed class PreparedOperation
{
    private PreparedOperation(Refusal? refusal, ImmutableArray<ModuleCall> questions, ImmutableArray<string> ids, Action<ImmutableArray<ModuleAnswer>, JsonWriter>? finish)
    {
        Refusal = refusal;
        Questions = questions;
        Ids = ids;
        Finish = finish ?? (static (_, _) => { });
    }

    public Refusal? Refusal { get; }

    public ImmutableArray<ModuleCall> Questions { get; }

    public ImmutableArray<string> Ids { get; }

    /// <summary>Writes registers and result; called only when every answer is ok.</summary>
    public Action<ImmutableArray<ModuleAnswer>, JsonWriter> Finish { get; }

    public static implicit operator PreparedOperation(Refusal refusal) => new(refusal, [], [], null);

    public static PreparedOperation Nothing(Action<JsonWriter> finish) => new(null, [], [], (_, json) => finish(json));

    public static PreparedOperation Ask(string id, ModuleCall question, Action<ModuleAnswer, JsonWriter> finish) => new(null, [question], [id], (answers, json) => finish(answers[0], json));

    public static PreparedOperation Ask(ImmutableArray<string> ids, ImmutableArray<ModuleCall> questions, Action<ImmutableArray<ModuleAnswer>, JsonWriter> finish) =>
        new(null, questions, ids, finish);

    /// <summary>The refusal for the first answer that is not ok, or null.</summary>
    public Refusal? Refused(ImmutableArray<ModuleAnswer> answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            var detail = RefusalDetail.Text("id", Ids[i]);
            switch (answers[i].Code)
            {
                case ModuleCode.Ok:
                    continue;
                case ModuleCode.Stale:
                    return new Refusal(Codes.Stale, $"'{Ids[i]}' has another record than the one that the request was made for; read it and try again", detail);
                case ModuleCode.BadEnvelope:
                    return new Refusal(Codes.BadEnvelope, $"the envelope does not open, or holds nothing that fits for '{Ids[i]}'", detail);
                case ModuleCode.CorruptRecord:
                    return new Refusal(Codes.CorruptRecord, $"the stored record of '{Ids[i]}' is not one that its key makes", detail);
                case ModuleCode.Overflow:
                    return new Refusal(Codes.Overflow, $"the sum in '{Ids[i]}' would leave 64 bits", detail);
                default:
                    return Questions[0] is ModuleCall.CheckKey
                        ? new Refusal(Codes.BadKey, "this is no key of 2048 or 3072 bits, or the proof about it does not hold for this account and id", detail)
                        : new Refusal(Codes.BadCiphertext, $"what was given for '{Ids[i]}' is no ciphertext, record or token of its kind", detail);
            }
        }
        return null;
    }
}
