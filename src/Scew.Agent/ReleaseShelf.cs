using Scew.Keys.Files;
using Scew.Protocol.Accounts;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Agent;

/// <summary>The release list that counts now: the owner's file, unless it is older than one that was seen before.</summary>
public sealed class ReleaseShelf(string file, string seen, PublicKey key, IAccountVerifier verifier)
{
    /// <summary>Reads and checks the list anew.</summary>
    /// <exception cref="AgentException">It is missing, not signed, too old or over.</exception>
    public ReleaseList Read(long nowMs)
    {
        var last = Last();
        if (!File.Exists(file) || SignedReleaseList.Parse(File.ReadAllBytes(file)) is not { } signed)
        {
            throw new AgentException(Codes.NotPermitted, $"there is no release list at {file}, so nothing may run: sign one with the offline key");
        }
        var fault = signed.Check(key, verifier, nowMs, last);
        if (fault is ReleaseFault.None or ReleaseFault.Expired)
        {
            // Also one that is over: no older one counts after it.
            Remember(signed, last);
        }
        switch (fault)
        {
            case ReleaseFault.Signature:
                throw new AgentException(Codes.NotPermitted, "the release list is not signed by the offline key that the agent's configuration names");
            case ReleaseFault.Older:
                throw new AgentException(Codes.NotPermitted, $"the release list has the serial {signed.List.Serial}, and one of {last?.Serial} was seen before");
            case ReleaseFault.Expired:
                throw new AgentException(Codes.NotPermitted, "the release list has expired: sign a new one with the offline key");
            default:
                return signed.List;
        }
    }

    private ReleaseList? Last() => !File.Exists(seen) ? null
        : SignedReleaseList.Parse(File.ReadAllBytes(seen))?.List ?? throw new AgentException(Codes.BadFile, $"{seen} is damaged, so it is not known which release list was the last; put back a copy, or remove it if the list that is there is the newest");

    private void Remember(SignedReleaseList signed, ReleaseList? last)
    {
        if (last is null || last.Serial < signed.List.Serial)
        {
            WholeFile.Replace(seen, signed.Encode(), isOwners: true);
        }
    }
}
