using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Scew.Architecture.Tests;

/// <summary>
/// What the banned-API analyzer misses: types that stand only in fields and signatures, and floating point. Read from the built assemblies, so nothing
/// that the compiler adds escapes either.
/// </summary>
public class PurityTests
{
    private static readonly string[] Pure = ["Scew.Protocol", "Scew.Consensus", "Scew.Machines", "Scew.Homomorphic", "Scew.Ledger", "Scew.Liars"];

    private static readonly string[] BannedNamespaces =
    [
        "System.Threading", "System.Threading.Tasks", "System.Threading.Channels", "System.Timers", "System.IO.Pipes", "System.IO.Pipelines",
        "System.Net", "System.Net.Sockets", "System.Net.Http", "System.Net.Security", "System.Data", "System.Data.Common", "System.Diagnostics.Tracing",
    ];

    private static readonly string[] BannedTypes =
    [
        "System.Random", "System.HashCode", "System.TimeProvider", "System.Console", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.StreamWriter",
        "System.IO.RandomAccess", "System.Security.Cryptography.RandomNumberGenerator", "System.Single", "System.Double", "System.Half", "System.Decimal",
        "System.Collections.Immutable.ImmutableDictionary", "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Collections.Immutable.ImmutableHashSet", "System.Collections.Immutable.ImmutableHashSet`1",
    ];

    // Guards caches whose answers never depend on what they hold (keys, positive verifications).
    private static readonly string[] AllowedTypes = ["System.Threading.Lock"];

    private static readonly string[] BannedMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.Guid.NewGuid",
        "System.Guid.CreateVersion7", "System.Environment.get_ProcessId", "System.Environment.GetEnvironmentVariable",
        "System.Globalization.CultureInfo.get_CurrentCulture", "System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode",
    ];

    public static TheoryData<string> Assemblies() => [.. Pure.Where(name => File.Exists(PathOf(name)))];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_pure_assembly_names_no_banned_type(string assembly) => Read(assembly, reader =>
    {
        var names = reader.TypeReferences.Select(handle => MetadataNames.Of(reader, handle)).ToList();
        var banned = names.Where(name => BannedTypes.Contains(name) || (BannedNamespaces.Contains(NamespaceOf(name)) && !AllowedTypes.Contains(name)));
        Assert.Empty(banned);
    });

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_pure_assembly_uses_no_banned_member(string assembly) => Read(assembly, reader =>
    {
        var members = reader.MemberReferences.Select(handle => MetadataNames.Of(reader, handle));
        Assert.Empty(members.Intersect(BannedMembers));
    });

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_pure_assembly_has_no_floating_point_in_signatures(string assembly) =>
        Read(assembly, reader => Assert.Empty(FloatSearch.InSignatures(reader)));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_pure_assembly_has_no_floating_point_in_code(string assembly)
    {
        using var file = new PEReader(File.OpenRead(PathOf(assembly)));
        Assert.Empty(FloatSearch.InCode(file));
    }

    [Fact]
    public void Consensus_and_Ledger_do_not_know_each_other()
    {
        Assert.DoesNotContain("Scew.Ledger", References("Scew.Consensus"));
        Assert.DoesNotContain("Scew.Consensus", References("Scew.Ledger"));
    }

    [Fact]
    public void The_pure_projects_say_so_and_no_other_does()
    {
        var marked = SourceTree.ProjectFiles().Where(path => XDocument.Load(path).Descendants("PureProject").Any(element => element.Value == "true"))
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);
        var expected = Pure.Where(name => Directory.Exists(Path.Combine(SourceTree.Root, "src", name))).Order(StringComparer.Ordinal);
        Assert.Equal(expected, marked);
    }

    [Fact]
    public void The_search_finds_floating_point_where_it_is()
    {
        // Otherwise an empty finding would mean nothing: this assembly has some on purpose.
        using var file = new PEReader(File.OpenRead(typeof(PurityTests).Assembly.Location));
        Assert.Contains(FloatSearch.InCode(file), finding => finding.Contains(nameof(FloatSample), StringComparison.Ordinal));
        Assert.Contains(FloatSearch.InSignatures(file.GetMetadataReader()), finding => finding.Contains(nameof(FloatSample), StringComparison.Ordinal));
    }

    internal static double FloatSample(int value) => value * 0.5;

    private static List<string> References(string assembly)
    {
        var names = new List<string>();
        Read(assembly, reader => names.AddRange(reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))));
        return names;
    }

    private static void Read(string assembly, Action<MetadataReader> check)
    {
        using var file = new PEReader(File.OpenRead(PathOf(assembly)));
        check(file.GetMetadataReader());
    }

    private static string NamespaceOf(string type) => type[..Math.Max(0, type.LastIndexOf('.'))];

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
}
