using Scew.Cli;

namespace Scew.Client.Tests.Cli;

/// <summary>Runs the console in this process with a home of its own.</summary>
public sealed class ConsoleRun : IDisposable
{
    public string Home { get; } = Directory.CreateTempSubdirectory("scew-cli-").FullName;

    public (int Exit, string Out, string Error) Run(params string[] arguments) => RunWithInput("", arguments);

    public (int Exit, string Out, string Error) RunWithInput(string input, params string[] arguments) => RunAt(Home, input, arguments);

    public static (int Exit, string Out, string Error) RunAt(string home, string input, params string[] arguments)
    {
        using var stdout = new StringWriter { NewLine = "\n" };
        using var stderr = new StringWriter { NewLine = "\n" };
        var exit = new ScewConsole(stdout, stderr, new StringReader(input)).RunAsync(["--home", home, .. arguments], CancellationToken.None).GetAwaiter().GetResult();
        return (exit, stdout.ToString(), stderr.ToString());
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);
}
