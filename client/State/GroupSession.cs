using Scew.Cli.Completions;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client;
using Scew.Client.Eras;
using Scew.Client.Submission;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.State;

/// <summary>A verified genesis, a client of its merchants, and this user's outbox for that group.</summary>
internal sealed class GroupSession : IDisposable
{
    /// <summary>Other merchants that a read is compared with.</summary>
    public const int Witnesses = 2;

    private GroupSession(Profile profile, GenesisFile genesis, string folder, TimeSpan timeout, LocalNames names)
    {
        Names = names;
        Profile = profile;
        GenesisFile = genesis;
        Folder = folder;
        Outbox = new Outbox(folder);
        Client = Make(genesis, new ClientOptions { Outbox = Outbox, SubmitDeadline = timeout, Witnesses = Witnesses, Handovers = new HandoverStore(folder) });
    }

    public Profile Profile { get; }

    /// <summary>Names that this machine knows of the group.</summary>
    public LocalNames Names { get; }

    public GenesisFile GenesisFile { get; }

    public GenesisDocument Genesis => GenesisFile.Document;

    /// <summary>Outbox, receipts and the genesis file of this group.</summary>
    public string Folder { get; }

    public Outbox Outbox { get; }

    public ScewClient Client { get; }

    /// <summary>Opens the profile's group; the genesis file is fetched once, checked against the pin, and kept.</summary>
    public static async Task<GroupSession> OpenAsync(Call call, CancellationToken cancellation)
    {
        var profile = call.Profile;
        var folder = ScewHome.Make(call.Home.Group(profile.Genesis));
        var path = Path.Combine(folder, "genesis.json");
        if (Digest.TryParse(profile.Genesis, out var pin) && File.Exists(path) && OpenFile(path, pin) is { } kept)
        {
            return new GroupSession(profile, kept, folder, call.Timeout, new LocalNames(call.Home, profile));
        }
        var (file, reason) = await ScewClient.FetchGenesisAsync(pin, [.. profile.Merchants.Select(url => new Uri(url))], cancellation);
        if (file is null)
        {
            throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"no merchant of profile '{profile.Name}' shows the pinned group")
            {
                Why = reason,
                Unchanged = "nothing was sent",
                Next = profile.IsDev ? "scew dev up" : "scew profile list",
                Retryable = true,
            };
        }
        await File.WriteAllBytesAsync(path, file.Encode(), cancellation);
        return new GroupSession(profile, file, folder, call.Timeout, new LocalNames(call.Home, profile));
    }

    /// <summary>The genesis file of a path if it is the pinned one, every consent verified.</summary>
    public static GenesisFile? OpenFile(string path, Digest pin)
    {
        var (_, file) = GenesisFile.Parse(File.ReadAllBytes(path));
        return file is not null && file.Document.Hash() == pin ? file : null;
    }

    public void Dispose() => Client.Dispose();

    private static ScewClient Make(GenesisFile genesis, ClientOptions options)
    {
        try
        {
            return new ScewClient(genesis.Document, options);
        }
        catch (InvalidDataException broken)
        {
            throw BrokenHandovers(broken);
        }
    }

    /// <summary>The kept handovers do not lead from genesis to where they say.</summary>
    public static CliFault BrokenHandovers(InvalidDataException broken) => new("bad-file", ExitCodes.VerificationFailed, "the kept handovers of the group do not verify")
    {
        Why = broken.Message,
        Unchanged = "nothing was sent, and the file stays as it is",
        Next = "restore the file, or move it away: the merchants are asked for the handovers again, and whoever you ask first is then believed about the newest era",
    };
}
