using System.Reflection;
using Scew.Homomorphic.Native;

namespace Scew.Homomorphic.Tests;

public class PlatformTests
{
    [Fact]
    public void Here_the_library_is_the_one_that_dotnet_runs_on() => Assert.Null(CryptoPlatform.Fault);

    [Fact]
    public void The_only_exponentiation_that_can_be_called_takes_constant_time()
    {
        // The generator of marshalling code adds methods of its own, whose names are not of this form.
        var names = typeof(LibCrypto).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Select(method => method.Name)
            .Where(name => name.StartsWith("BN_", StringComparison.Ordinal) && name.Contains("exp", StringComparison.Ordinal));
        Assert.Equal(["BN_mod_exp_mont_consttime"], names.Distinct());
    }
}
