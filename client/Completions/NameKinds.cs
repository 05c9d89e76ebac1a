using System.CommandLine;

namespace Scew.Cli.Completions;

/// <summary>Which names stand at an argument or behind an option. A word that is not listed is left to the shell, which offers files.</summary>
internal static class NameKinds
{
    public static NameKind Of(string noun, string verb, Symbol symbol) => (noun, symbol.Name) switch
    {
        (_, "--profile") => NameKind.Profile,
        (_, "--key" or "--cosign") => NameKind.Key,
        ("watch", "--merchant") or (_, "--from") => NameKind.Merchant,
        ("asset", "--machine") => NameKind.Machine,
        ("profile", "NAME") when verb != "add" => NameKind.Profile,
        ("key", "NAME") when verb == "export" => NameKind.Key,
        ("replica", "MERCHANT") => NameKind.Merchant,
        ("wallet" or "pay" or "send" or "balance", "ID" or "FROM" or "TO") when verb != "create" => NameKind.Wallet,
        ("asset", "ID") when verb != "create" => NameKind.Asset,
        ("explain", "WHAT") or ("loyalty", "PROGRAMME") => NameKind.Asset,
        ("variable", "ID" or "PREFIX" or "PREFIX|IDS") when verb != "create" => NameKind.Variable,
        ("request", "ID") => NameKind.Request,
        ("machine", "FILE" or "MACHINE" or "FILE|ASSET") => NameKind.Machine,
        ("schema", "COMMAND") => NameKind.Command,
        _ => NameKind.None,
    };
}
