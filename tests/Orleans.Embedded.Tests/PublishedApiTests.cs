namespace Orleans.Embedded.Tests;

/// <summary>The embedded runtime is a slice of Orleans: where both declare a type, every member of ours stands in theirs, letter by letter.</summary>
public sealed class PublishedApiTests
{
    /// <summary>
    /// Assemblies of Orleans 10.4.2 that declare more of our types but are on no feed that this project builds against; the types of
    /// ours that live there can only be compared where those packages restore, by building with GrainRuntime=Orleans.
    /// </summary>
    private static readonly string[] s_unavailable =
    [
        "Orleans.Serialization.Abstractions",
        "Orleans.Serialization",
        "Orleans.Core",
        "Orleans.Runtime",
        "Orleans.Persistence.Memory",
    ];

    /// <summary>Our public types that the readable assemblies do not declare, with the assembly that does.</summary>
    private static readonly Dictionary<string, string> s_elsewhere = new(StringComparer.Ordinal)
    {
        ["Microsoft.Extensions.Hosting.OrleansClientGenericHostExtensions"] = "Orleans.Core",
        ["Microsoft.Extensions.Hosting.OrleansSiloGenericHostExtensions"] = "Orleans.Runtime",
        ["Orleans.AliasAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.Configuration.ClusterOptions"] = "Orleans.Core",
        ["Orleans.Configuration.EndpointOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.GrainCollectionOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.GrainTypeOptions"] = "Orleans.Core",
        ["Orleans.Configuration.MemoryGrainStorageOptions"] = "Orleans.Persistence.Memory",
        ["Orleans.Configuration.MessagingOptions"] = "Orleans.Core",
        ["Orleans.Configuration.SiloMessagingOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.SiloOptions"] = "Orleans.Runtime",
        ["Orleans.GenerateSerializerAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.GrainState`1"] = "Orleans.Core",
        ["Orleans.Hosting.CoreHostingExtensions"] = "Orleans.Runtime",
        ["Orleans.Hosting.GrainCallFilterServiceCollectionExtensions"] = "Orleans.Core",
        ["Orleans.Hosting.GrainCallFilterSiloBuilderExtensions"] = "Orleans.Runtime",
        ["Orleans.Hosting.IClientBuilder"] = "Orleans.Core",
        ["Orleans.Hosting.ISiloBuilder"] = "Orleans.Core",
        ["Orleans.Hosting.MemoryGrainStorageSiloBuilderExtensions"] = "Orleans.Persistence.Memory",
        ["Orleans.Hosting.SiloBuilderExtensions"] = "Orleans.Runtime",
        ["Orleans.IClusterClient"] = "Orleans.Core",
        ["Orleans.IFacetMetadata"] = "Orleans.Core",
        ["Orleans.IGrainState`1"] = "Orleans.Core",
        ["Orleans.IdAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.ImmutableAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.ResponseTimeoutAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.Runtime.Hosting.StorageProviderExtensions"] = "Orleans.Runtime",
        ["Orleans.Runtime.IPersistentStateConfiguration"] = "Orleans.Runtime",
        ["Orleans.Runtime.IPersistentState`1"] = "Orleans.Core",
        ["Orleans.Runtime.PersistentStateAttribute"] = "Orleans.Runtime",
        ["Orleans.Serialization.Invocation.IInvokable"] = "Orleans.Serialization",
        ["Orleans.Serialization.Invocation.ITargetHolder"] = "Orleans.Serialization",
        ["Orleans.Storage.BadProviderConfigException"] = "Orleans.Core",
        ["Orleans.Storage.IGrainStorage"] = "Orleans.Core",
        ["Orleans.Storage.InconsistentStateException"] = "Orleans.Core",
    };

    public static TheoryData<string> Unavailable => [.. s_unavailable];

    public static TheoryData<string, string> Pairs => new()
    {
        { "Orleans.Embedded.dll", "Orleans.Core.Abstractions.dll" },
        { "Orleans.Embedded.TestingHost.dll", "Orleans.TestingHost.dll" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_shared_member_has_the_published_signature(string ours, string published)
    {
        var theirs = Published(published);
        var shared = Ours(ours).Types.Where(t => theirs.Types.ContainsKey(t.Key)).ToList();
        Assert.NotEmpty(shared);
        var differences = shared.SelectMany(t => t.Value.Except(theirs.Types[t.Key], StringComparer.Ordinal).Select(member => $"{t.Key}: {member}"));
        Assert.Equal([], differences);
    }

    [Fact]
    public void Every_other_public_type_is_one_that_Orleans_declares_in_an_assembly_that_cannot_be_read()
    {
        var known = Published("Orleans.Core.Abstractions.dll").Types.Keys.Concat(Published("Orleans.TestingHost.dll").Types.Keys).ToHashSet(StringComparer.Ordinal);
        var rest = Ours("Orleans.Embedded.dll").Types.Keys.Concat(Ours("Orleans.Embedded.TestingHost.dll").Types.Keys).Where(t => !known.Contains(t));
        Assert.Equal(s_elsewhere.Keys.Order(StringComparer.Ordinal), rest.Order(StringComparer.Ordinal));
        Assert.Superset(s_elsewhere.Values.ToHashSet(StringComparer.Ordinal), s_unavailable.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Unavailable))]
    public void An_assembly_that_becomes_readable_joins_the_comparison(string assembly)
    {
        Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, "published", assembly + ".dll")), $"{assembly} can be read now: compare it above.");
    }

    /// <summary>The readable assemblies call into the others: what they call there, and we declare too, has to be the same. (Constructors of the platform's obsolete serialization aside.)</summary>
    [Fact]
    public void Members_that_the_published_assemblies_call_elsewhere_have_the_called_signature()
    {
        var used = new[] { "Orleans.Core.Abstractions.dll", "Orleans.TestingHost.dll" }
            .SelectMany(file => UsedMembers.Of(Path.Combine(AppContext.BaseDirectory, "published", file)))
            .ToHashSet(StringComparer.Ordinal);
        var declared = UsedMembers.DeclaredBy(Path.Combine(AppContext.BaseDirectory, "Orleans.Embedded.dll")).Where(line => s_elsewhere.ContainsKey(TypeOf(line))).ToList();
        var ours = declared.ToHashSet(StringComparer.Ordinal);
        var names = declared.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var called = used.Where(line => s_elsewhere.ContainsKey(TypeOf(line)) && names.Contains(NameOf(line)) && !line.Contains("SerializationInfo", StringComparison.Ordinal)).ToList();
        Assert.True(called.Count >= 20, string.Join(Environment.NewLine, called));
        Assert.True(called.TrueForAll(ours.Contains), string.Join(Environment.NewLine, called.Where(line => !ours.Contains(line))));
    }

    [Fact]
    public void A_changed_signature_is_noticed()
    {
        var theirs = Published("Orleans.Core.Abstractions.dll").Types["Orleans.IGrainFactory"];
        Assert.Contains("public abstract TGrainInterface GetGrain<TGrainInterface>(System.String primaryKey, System.String grainClassNamePrefix = null) where TGrainInterface : Orleans.IGrainWithStringKey", theirs);
        Assert.DoesNotContain("public abstract TGrainInterface GetGrain<TGrainInterface>(System.String key, System.String grainClassNamePrefix = null) where TGrainInterface : Orleans.IGrainWithStringKey", theirs);
    }

    private static string NameOf(string line) => line[..line.IndexOf('(', StringComparison.Ordinal)];

    private static string TypeOf(string line)
    {
        var name = NameOf(line);
        var end = name.EndsWith("..ctor", StringComparison.Ordinal) ? name.Length - 6 : name.LastIndexOf('.');
        return name[..end];
    }

    private static PublicSurface Ours(string file) => PublicSurface.Read(Path.Combine(AppContext.BaseDirectory, file));

    private static PublicSurface Published(string file) => PublicSurface.Read(Path.Combine(AppContext.BaseDirectory, "published", file));
}
