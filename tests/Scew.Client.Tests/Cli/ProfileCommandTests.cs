namespace Scew.Client.Tests.Cli;

public sealed class ProfileCommandTests : IDisposable
{
    private const string Genesis = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private readonly ConsoleRun _console = new();

    [Fact]
    public void AddUseAndList()
    {
        Assert.Equal(0, _console.Run("profile", "add", "one", "--genesis", Genesis, "--merchant", "http://127.0.0.1:5001").Exit);
        Assert.Equal(0, _console.Run("profile", "add", "two", "--genesis", Genesis, "--merchant", "https://a.example", "--merchant", "https://b.example").Exit);
        Assert.Equal(0, _console.Run("profile", "use", "two").Exit);
        var (exit, stdout, stderr) = _console.Run("profile", "list");
        Assert.Equal(0, exit);
        Assert.Empty(stderr);
        Assert.Equal(
            "in use  name  genesis                        merchants\n" +
            "        one   AAECAwQFBgcICQoLDA0ODxAREhM..  http://127.0.0.1:5001\n" +
            "yes     two   AAECAwQFBgcICQoLDA0ODxAREhM..  https://a.example https://b.example\n",
            stdout);
        Assert.Equal("one\ntwo\n", _console.Run("profile", "list", "-o", "id").Out);
        Assert.Equal("name  inUse\none   false\ntwo   true\n", _console.Run("profile", "list", "--fields", "name,inUse").Out);
        Assert.Equal("{\"name\":\"one\"}\n{\"name\":\"two\"}\n", _console.Run("profile", "list", "-o", "ndjson", "--fields", "name").Out);
    }

    [Theory]
    [InlineData("short", "https://a.example")]
    [InlineData(Genesis, "a.example")]
    [InlineData(Genesis, "http://a.example")]
    public void RefusesABadPinOrAddress(string genesis, string url) =>
        Assert.Equal(2, _console.Run("profile", "add", "x", "--genesis", genesis, "--merchant", url).Exit);

    [Fact]
    public void AnUnknownProfileIsNotFound()
    {
        var (exit, stdout, stderr) = _console.Run("profile", "use", "nobody");
        Assert.Equal(3, exit);
        Assert.Empty(stdout);
        Assert.Equal("error: there is no profile 'nobody' [not-found]\n  next: scew profile list (exit code 3)\n", stderr);
    }

    public void Dispose() => _console.Dispose();
}
