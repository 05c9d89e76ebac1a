using System.Collections.Immutable;
using System.Globalization;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;

namespace Scew.Client.Eras;

/// <summary>
/// Every era of a group that is proven here: genesis, and one more for each handover that a quorum of the members before it and of the members after it signed. It only grows. Thread-safe.
/// </summary>
public sealed class GroupEras
{
    private readonly Lock _lock = new();
    private volatile Chain _chain;

    /// <summary>Epoch 0, as genesis says; or a later era that the caller proved already, and none before it.</summary>
    public GroupEras(GenesisDocument first) => _chain = new Chain([new Era(first)], []);

    /// <summary>The era that genesis names, or that the caller knew.</summary>
    public Era First => _chain.Eras[0];

    /// <summary>The newest era that is known here.</summary>
    public Era Present => _chain.Eras[^1];

    /// <summary>All of them in order.</summary>
    public ImmutableArray<Era> All => _chain.Eras;

    /// <summary>What led to them, one fewer.</summary>
    public ImmutableArray<Handover> Handovers => _chain.Handovers;

    /// <summary>The era of an epoch; null for one that is not known here.</summary>
    public Era? At(long epoch) => _chain is var chain && chain.IndexOf(epoch) is var index && index >= 0 && index < chain.Eras.Length ? chain.Eras[(int)index] : null;

    /// <summary>The last height of an epoch that is known to have ended; null for the present one.</summary>
    public long? LastHeight(long epoch) => _chain is var chain && chain.IndexOf(epoch) is var index && index >= 0 && index < chain.Handovers.Length ? chain.Handovers[(int)index].Height : null;

    /// <summary>
    /// The era whose members may have attested this state, or why there is none: above the last height of an ended epoch its members' word counts for nothing, whoever has their keys by now.
    /// </summary>
    public (Era? Era, string Reason) For(AttestedState state)
    {
        if (At(state.Epoch) is not { } era)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"it was attested in epoch {state.Epoch}, and epoch {Present.Epoch} is the newest that is known here"));
        }
        if (LastHeight(state.Epoch) is { } last && state.Height > last)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"it was attested in epoch {state.Epoch}, which ended at height {last}, for height {state.Height}"));
        }
        return state.Height < era.Group.Start.Height
            ? (null, string.Create(CultureInfo.InvariantCulture, $"it was attested in epoch {state.Epoch}, which began at height {era.Group.Start.Height}, for height {state.Height}"))
            : (era, "");
    }

    /// <summary>
    /// Takes what somebody showed, as far as it leads on: true when there is a newer era now. <paramref name="keep"/> gets the whole chain before anybody goes by it. Handovers that prove
    /// nothing are passed over; one that proves another end of a known epoch is a <see cref="GroupForkException"/>.
    /// </summary>
    public bool Take(IEnumerable<Handover> shown, Action<ImmutableArray<Handover>>? keep = null)
    {
        lock (_lock)
        {
            var (eras, handovers) = (_chain.Eras, _chain.Handovers);
            foreach (var handover in shown)
            {
                var index = _chain.IndexOf(handover.Epoch);
                if (index < 0 || index >= eras.Length)
                {
                    continue;
                }
                if (index < handovers.Length)
                {
                    RequireSame(eras[(int)index], handovers[(int)index], handover);
                }
                else if (handover.Follow(eras[^1].Document, complete: true).Next is { } next)
                {
                    eras = eras.Add(new Era(next));
                    handovers = handovers.Add(handover);
                }
            }
            if (eras.Length == _chain.Eras.Length)
            {
                return false;
            }
            keep?.Invoke(handovers);
            _chain = new Chain(eras, handovers);
            return true;
        }
    }

    // Other signatures under the same state are the same handover.
    private static void RequireSame(Era era, Handover known, Handover shown)
    {
        if (known.Ended.Certified.State != shown.Ended.Certified.State && shown.Follow(era.Document, complete: true).Next is not null)
        {
            throw new GroupForkException(known, shown);
        }
    }

    private sealed record Chain(ImmutableArray<Era> Eras, ImmutableArray<Handover> Handovers)
    {
        public long IndexOf(long epoch) => epoch - Eras[0].Epoch;
    }
}
