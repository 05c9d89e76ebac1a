using System.Collections.Immutable;
using Scew.Protocol.Json;
using Scew.Protocol.Receipts;

namespace Scew.Ledger.Operations;

/// <summary>
/// Why a request changes nothing: <c>{"details":{...},"message":"...","part":[1,0]}</c>, where <c>part</c>, if there, leads from the outermost list of
/// operations, updates or legs to the part that was refused.
/// </summary>
internal sealed record Refusal(string Code, string Message, ImmutableArray<RefusalDetail> Details, ImmutableArray<int> Part)
{
    public Refusal(string code, string message, params ReadOnlySpan<RefusalDetail> details)
        : this(code, message, details.ToImmutableArray(), [])
    {
    }

    /// <summary>Stands for an operation that cannot go on before a secure module answers; the request runs again, so nobody sees it.</summary>
    public static Refusal Waiting { get; } = new(string.Empty, string.Empty);

    /// <summary>The same refusal seen from the list that encloses it.</summary>
    public Refusal Within(int index) => this with { Part = Part.Insert(0, index) };

    /// <summary>Without details where a receipt could not hold them.</summary>
    public byte[] ToJson()
    {
        var json = new JsonWriter { MostBytes = Receipt.MaxResultBytes };
        json.StartObject();
        if (!Details.IsEmpty)
        {
            json.Name("details").StartObject();
            foreach (var detail in Details.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name)))
            {
                detail.Write(json);
            }
            json.EndObject();
        }
        json.Name("message").Text(Message);
        if (!Part.IsEmpty)
        {
            json.Name("part").StartArray();
            foreach (var index in Part)
            {
                json.Number(index);
            }
            json.EndArray();
        }
        json.EndObject();
        return json.IsFull && !Details.IsEmpty ? (this with { Details = [] }).ToJson() : json.ToArray();
    }
}
