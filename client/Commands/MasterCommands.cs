using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Keys;
using Scew.Protocol;

namespace Scew.Cli.Commands;

/// <summary>What <c>key</c> does with master secrets, and <c>key publish</c>.</summary>
internal static class MasterCommands
{
    public static Verb Publish() => new(
        "publish", "publish the key to which others seal what they hand you; it follows from your master secret, which is made where there is none", PublishAsync, [Acting.DryRun, .. VariableSession.Options]);

    /// <summary>The name of the file to export: a key's, or its master secret's.</summary>
    public static string NameOf(Call call, string? typed, bool master)
    {
        // A group need not be known to export the only key.
        var profile = call.Profiles.CurrentName() is null ? null : call.Profile;
        var name = new KeyRing(call, profile).Choose(typed);
        if (!master)
        {
            return name;
        }
        return new MasterKeys(call).Contains(name) ? name + MasterKeys.Suffix
            : profile?.DevFolder is not null && !new KeyStore(call.Home.Keys).Read(name).Ok
                ? throw CliFault.Usage($"'{name}' is a development key: its master secret follows from the group's seed, and is no secret", "scew key create NAME for a key of your own")
                : throw CliFault.NotFound($"there is no master secret '{name}{MasterKeys.Suffix}'", "it is made with the first variable, or by: scew key create NAME --master");
    }

    /// <summary>A master secret for a key that is here, before the first variable makes one.</summary>
    public static CommandOutput Create(Call call, string name, string? passwordFile)
    {
        var ring = new KeyRing(call, null);
        if (ring.HasMaster(name))
        {
            throw CliFault.Usage($"'{name}' has a master secret already", "scew key list");
        }
        var (key, master) = ring.UnlockBoth(name, passwordFile, null, makesMaster: true);
        using (key)
        using (master)
        {
            return Show(name + MasterKeys.Suffix, "master", master.Fingerprint, new KeyStore(call.Home.Keys).PathOf(name + MasterKeys.Suffix));
        }
    }

    /// <summary>A secret's name and fingerprint.</summary>
    public static CommandOutput Show(string name, string kind, Digest fingerprint, string path) => new(
        new JsonObject { ["name"] = name, ["kind"] = kind, ["fingerprint"] = fingerprint.ToString(), ["file"] = path },
        CommandOutput.Facts(("key", name), ("kind", kind), ("fingerprint", fingerprint.ToString()), ("file", path)))
    {
        Ids = [name],
    };

    private static async Task<CommandOutput> PublishAsync(Call call, CancellationToken cancellation)
    {
        using var session = await VariableSession.OpenAsync(call, cancellation, makesMaster: true);
        var receipt = await session.RunAsync(variables => variables.PublishKeyAsync(cancellation));
        var data = ReceiptViews.Data(receipt, session.Group.Client.NameAt);
        data["account"] = session.Account.ToString();
        return new CommandOutput(data, CommandOutput.Facts([("account", session.Account.ToString()), .. VariableViews.Receipt(session, receipt)]))
        {
            Ids = [session.Account.ToString()],
            Next = [$"whose variable it is runs: scew variable hand ID {session.Account} --out FILE"],
        };
    }
}
