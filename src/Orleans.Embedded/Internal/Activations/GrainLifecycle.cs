using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>Participants in one activation's life, by stage.</summary>
internal sealed class GrainLifecycle : IGrainLifecycle
{
    private readonly List<Participant> _participants = [];

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var participant = new Participant(this, stage, observer);
        _participants.Add(participant);
        return participant;
    }

    public async Task StartAsync(int from, int to, CancellationToken token)
    {
        foreach (var participant in _participants.Where(p => p.Stage >= from && p.Stage <= to).OrderBy(p => p.Stage).ToList())
        {
            await participant.Observer.OnStart(token);
        }
    }

    public async Task StopAsync(int from, int to, CancellationToken token)
    {
        foreach (var participant in _participants.Where(p => p.Stage >= from && p.Stage <= to).OrderByDescending(p => p.Stage).ToList())
        {
            await participant.Observer.OnStop(token);
        }
    }

    private sealed class Participant(GrainLifecycle owner, int stage, ILifecycleObserver observer) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver Observer => observer;

        public void Dispose() => owner._participants.Remove(this);
    }
}
