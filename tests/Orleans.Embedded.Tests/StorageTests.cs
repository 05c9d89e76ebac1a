using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Orleans.Embedded.Tests;

[GenerateSerializer]
[Alias("test/note")]
public sealed class NoteState
{
    [Id(0)]
    public string Text { get; set; } = "";

    [Id(1)]
    public List<int> Numbers { get; set; } = [];
}

public sealed class UnmarkedState
{
    public string Text { get; set; } = "";
}

public interface INoteGrain : IGrainWithStringKey
{
    Task<string> Describe();

    Task Write(string text);

    Task ChangeInMemory(string text);

    Task Read();

    Task Clear();

    Task WriteElsewhere(string key);

    Task<int> Age();
}

public sealed class NoteGrain([PersistentState("note")] IPersistentState<NoteState> note, Probe probe) : Grain, INoteGrain
{
    private string _seenAtActivation = "";
    private int _age;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _seenAtActivation = note.State.Text;
        probe.Note("activated " + this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<string> Describe() => Task.FromResult($"{_seenAtActivation}|{note.State.Text}|{note.Etag ?? "none"}|{note.RecordExists}|{note.State.Numbers.Count}");

    public async Task Write(string text)
    {
        note.State.Text = text;
        note.State.Numbers.Add(1);
        await note.WriteStateAsync();
    }

    public Task ChangeInMemory(string text)
    {
        note.State.Text = text;
        note.State.Numbers.Add(1);
        return Task.CompletedTask;
    }

    public Task Read() => note.ReadStateAsync();

    public Task Clear() => note.ClearStateAsync();

    public Task WriteElsewhere(string key) => GrainFactory.GetGrain<INoteGrain>(key).Write("from elsewhere");

    public Task<int> Age() => Task.FromResult(++_age);
}

public interface IUnmarkedNoteGrain : IGrainWithStringKey
{
    Task Write();
}

public sealed class UnmarkedNoteGrain([PersistentState("note")] IPersistentState<UnmarkedState> note) : Grain, IUnmarkedNoteGrain
{
    public Task Write() => note.WriteStateAsync();
}

public interface IFarNoteGrain : IGrainWithStringKey
{
    Task<string> Text();
}

public sealed class FarNoteGrain([PersistentState("note", "far")] IPersistentState<NoteState> note) : Grain, IFarNoteGrain
{
    public Task<string> Text() => Task.FromResult(note.State.Text);
}

/// <summary>A provider of the test's own: remembers what it was asked, and fails on demand.</summary>
public sealed class FarStorage(string name) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainId.Key.ToString() == "far/fails")
        {
            throw new IOException("disk");
        }

        grainState.State = (T)(object)new NoteState { Text = $"{name} {stateName} {grainId}" };
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
}

public sealed class StorageTests
{
    [Fact]
    public async Task A_record_is_read_before_activation_and_survives_the_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<INoteGrain>("note/1");
        Assert.Equal("||none|False|0", await grain.Describe());
        await grain.Write("a");
        Assert.Equal("|a|1|True|1", await grain.Describe());
        await grain.Write("b");
        await silo.AdvanceAsync(TimeSpan.FromMinutes(16), 16);
        Assert.Equal("b|b|2|True|2", await grain.Describe());
    }

    [Fact]
    public async Task The_store_keeps_a_copy_and_reading_brings_it_back()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<INoteGrain>("note/1");
        await grain.Write("stored");
        await grain.ChangeInMemory("lost");
        Assert.Equal("|lost|1|True|2", await grain.Describe());
        await grain.Read();
        Assert.Equal("|stored|1|True|1", await grain.Describe());
    }

    [Fact]
    public async Task Clearing_removes_the_record()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<INoteGrain>("note/1");
        await grain.Write("stored");
        await grain.Clear();
        Assert.Equal("||none|False|0", await grain.Describe());
        await grain.Write("again");
        Assert.Equal("|again|2|True|1", await grain.Describe());
    }

    [Fact]
    public async Task A_record_that_changed_meanwhile_ends_the_activation_that_wrote_and_no_other()
    {
        await using var silo = await TestSilo.StartAsync();
        var caller = silo.Get<INoteGrain>("note/caller");
        var writer = silo.Get<INoteGrain>("note/writer");
        await writer.Write("mine");
        await caller.Age();
        await ChangeBehindAsync(silo, "note/writer");

        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => caller.WriteElsewhere("note/writer"));
        Assert.Equal(("2", "1"), (error.StoredEtag, error.CurrentEtag));
        Assert.Equal("theirs|theirs|2|True|0", await writer.Describe());
        Assert.Equal(2, await caller.Age());
    }

    [Fact]
    public async Task A_missing_provider_is_named()
    {
        await using var silo = await TestSilo.StartAsync();
        var error = await Assert.ThrowsAsync<BadProviderConfigException>(() => silo.Get<IFarNoteGrain>("far/1").Text());
        Assert.Contains("'far'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_of_ones_own_is_found_by_its_name()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Services.AddGrainStorage("far", (_, name) => new FarStorage(name)));
        Assert.Equal("far note farnote/far/1", await silo.Get<IFarNoteGrain>("far/1").Text());
    }

    [Fact]
    public async Task A_providers_own_error_is_wrapped_and_keeps_the_activation_from_starting()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Services.AddGrainStorage("far", (_, name) => new FarStorage(name)));
        var error = await Assert.ThrowsAsync<OrleansException>(() => silo.Get<IFarNoteGrain>("far/fails").Text());
        Assert.IsType<IOException>(error.InnerException);
    }

    [Fact]
    public async Task Memory_storage_refuses_what_Orleans_would_not_store()
    {
        await using var silo = await TestSilo.StartAsync();
        var error = await Assert.ThrowsAsync<OrleansException>(() => silo.Get<IUnmarkedNoteGrain>("note/1").Write());
        Assert.Contains("[GenerateSerializer]", error.Message, StringComparison.Ordinal);
    }

    private static async Task ChangeBehindAsync(TestSilo silo, string key)
    {
        var storage = silo.Services.GetRequiredService<IGrainStorage>();
        var record = new GrainState<NoteState>();
        var id = silo.Get<INoteGrain>(key).GetGrainId();
        await storage.ReadStateAsync("note", id, record);
        record.State = new NoteState { Text = "theirs" };
        await storage.WriteStateAsync("note", id, record);
    }
}
