using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Silo.Http;

/// <summary>Which events a feed shows: all, or those that name one of up to 16 ids: in the request, as its submitter, or as an asset that changed.</summary>
internal sealed class EventFilter
{
    public const int MaxIds = 16;

    private readonly string[] _ids;

    private EventFilter(string[] ids) => _ids = ids;

    public bool IsOff => _ids.Length == 0;

    /// <summary>Null when the ids are too many, or one of them is none.</summary>
    public static EventFilter? Of(string[]? ids) =>
        ids is null ? new EventFilter([]) : ids.Length <= MaxIds && ids.All(static id => IdRules.IsValid(id) || Digest.TryParse(id, out _)) ? new EventFilter(ids) : null;

    public bool Shows(LedgerEvent one) =>
        IsOff || one.Ids.Any(IsAsked) || (one.Account is { } account && IsAsked(account)) || (one.Changed is { } changed && changed.Any(asset => IsAsked(asset.Id)));

    private bool IsAsked(string id) => _ids.Contains(id, StringComparer.Ordinal);
}
