namespace Scew.Homomorphic.Tests;

public class PlatformTests
{
    [Fact]
    public void Here_the_library_is_the_one_that_dotnet_runs_on() => Assert.Null(CryptoPlatform.Fault);
}
