namespace Scew.Cli.State;

/// <summary>
/// Where the console keeps things: <c>--home</c>, else SCEW_HOME, else <c>$XDG_DATA_HOME/scew</c>, else <c>~/.local/share/scew</c>. Made on first write, for the user alone.
/// </summary>
internal sealed class ScewHome(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    public string Keys => Path.Combine(Root, "keys");

    public string Profiles => Path.Combine(Root, "profiles");

    public string Settings => Path.Combine(Root, "settings.json");

    /// <summary>What was typed in <c>scew shell</c>.</summary>
    public string History => Path.Combine(Root, "history");

    public string DevNet => Path.Combine(Root, "dev");

    /// <summary>Outbox and receipts of one group, named by its genesis hash, so that no request ever meets another group's files.</summary>
    public string Group(string genesis) => Path.Combine(Root, "groups", genesis);

    public static ScewHome Resolve(string? option) => new(Choose(option).Folder);

    /// <summary>The folder, and who says so.</summary>
    public static (string Folder, string Origin) Choose(string? option) =>
        !string.IsNullOrEmpty(option) ? (option, "--home")
        : Environment.GetEnvironmentVariable("SCEW_HOME") is { Length: > 0 } home ? (home, "SCEW_HOME")
        : Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data ? (Path.Combine(data, "scew"), "XDG_DATA_HOME")
        : (Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "scew"), "default");

    /// <summary>Makes a folder that only its user may enter.</summary>
    public static string Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return folder;
    }
}
