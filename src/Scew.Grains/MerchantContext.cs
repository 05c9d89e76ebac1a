using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Scew.Consensus;
using Scew.Keys;
using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Grains;

/// <summary>Who this merchant is: genesis, own index, keys, and the caches of what verified. One for each silo.</summary>
public sealed class MerchantContext
{
    /// <summary>Own attestations kept below the flushed height, for answers about heights that are still in memory.</summary>
    private const int KeptAttestations = 1024;

    private readonly SigningKey _key;
    private readonly ConcurrentDictionary<long, Attestation> _attestations = new();
    private long _flushedHeight;
    private long _unattestedUpTo;
    private volatile string? _silentBecause;

    /// <summary>The member whose signing key is <paramref name="key"/>.</summary>
    /// <exception cref="ArgumentException">The key is no merchant's of this genesis, or one of its keys is no point of the curve.</exception>
    public MerchantContext(
        GenesisFile genesis, SigningKey key, X509Certificate2 linkCertificate, Digest activationId, MachineCatalog? machines = null, ImmutableArray<GenesisDocument> eras = default)
    {
        GenesisFile = genesis;
        Eras = eras.IsDefaultOrEmpty ? [genesis.Document] : eras;
        Genesis = Eras[^1];
        Group = Genesis.ToGroup();
        _key = key;
        LinkCertificate = linkCertificate;
        ActivationId = activationId;
        Self = Genesis.MemberOf(key.Account)
            ?? throw new ArgumentException($"the signing key belongs to account {key.Account}, which is no merchant of group '{Genesis.Name}' ({Group.Genesis}) in epoch {Group.Epoch}");
        var members = Genesis.CreateVerifier() ?? throw new ArgumentException("a signing key in the genesis file is no point of the curve");
        Verifier = new CachingMemberVerifier(members);
        LedgerParameters = LedgerParameters.Of(Genesis);
        Machines = machines ?? MachineCatalog.Shipped;
        Rules = new RegisterRules(LedgerParameters, Machines);
    }

    /// <summary>The signed genesis file.</summary>
    public GenesisFile GenesisFile { get; }

    /// <summary>The group in every era up to this one, genesis first.</summary>
    public ImmutableArray<GenesisDocument> Eras { get; }

    /// <summary>The group in this era: genesis, with the merchants and modules of now.</summary>
    public GenesisDocument Genesis { get; }

    /// <summary>The group as the ordering protocol sees it.</summary>
    public Group Group { get; }

    /// <summary>Accounts of the keys that this merchant has or had, the present one first; where it changed its key, by its name.</summary>
    public ImmutableArray<Account> OwnAccounts =>
        [_key.Account, .. Eras.SelectMany(static era => era.Merchants).Where(one => one.Name == NameOf(Self) && one.Account != _key.Account).Select(static one => one.Account).Distinct()];

    /// <summary>Own index.</summary>
    public int Self { get; }

    /// <summary>Names this start.</summary>
    public Digest ActivationId { get; }

    /// <summary>Certificate of the own link key.</summary>
    public X509Certificate2 LinkCertificate { get; }

    /// <summary>Checks members' signatures, each once.</summary>
    public CachingMemberVerifier Verifier { get; }

    /// <summary>Checks customers' signatures; imported keys are kept.</summary>
    public AccountKeyCache Accounts { get; } = new();

    /// <summary>Rules of the ledger.</summary>
    public LedgerParameters LedgerParameters { get; }

    /// <summary>What may happen to a register.</summary>
    public RegisterRules Rules { get; }

    /// <summary>The machines of the group: what ships with the silo, unless a test knows others.</summary>
    public MachineCatalog Machines { get; }

    /// <summary>Windows of validity.</summary>
    public ValidityWindow Window => Genesis.Window;

    /// <summary>For how many milliseconds after its block a request is remembered at most: it is forgotten one window after its end, which lies at most one after its block.</summary>
    public long RememberedMs => 2 * Math.Max(Window.OneMs, Window.SeveralMs);

    /// <summary>The same of a request with one signer, in ms; the store knows which ones are remembered for longer.</summary>
    public long RememberedOneMs => 2 * Window.OneMs;

    /// <summary>The lie that this silo was told to tell, in a group marked for development only.</summary>
    public MerchantLiar? Liar { get; set; }

    /// <summary>Why the replica signs nothing for now or for good, so that nothing else signs with its key either; null while it votes.</summary>
    public string? SilentBecause
    {
        get => _silentBecause;
        set => _silentBecause = value;
    }

    /// <summary>Heights up to this were executed in doubt and may be stored without an own attestation; others attest them.</summary>
    public long UnattestedUpTo
    {
        get => Volatile.Read(ref _unattestedUpTo);
        set => Volatile.Write(ref _unattestedUpTo, value);
    }

    /// <summary>The ordering protocol's configuration.</summary>
    public ReplicaConfig ReplicaConfig
    {
        get
        {
            var p = Genesis.Parameters;
            return new ReplicaConfig(Group, Self, ActivationId)
            {
                LeaderTimerMs = p.LeaderTimerMs,
                AdvanceTimerMs = p.AdvanceTimerMs,
                DriftMs = p.DriftMs,
                WindowMs = p.WindowMs,
                LongWindowMs = p.SeveralSignersWindowMs,
                MaxBlockRequests = p.MaxBlockRequests,
                MaxBlockBytes = p.MaxBlockBytes,
                MaxBlockCost = p.MaxBlockCost,
                MaxPoolRequests = p.PoolRequests,
                MaxNewRegisters = p.NewRegistersPerBlock,
            };
        }
    }

    /// <summary>n-f of the era in which a state was attested.</summary>
    public int QuorumOf(AttestedState state)
    {
        Invariant.Require(state.Epoch < Eras.Length, "no state is of an era to come");
        return Eras[(int)state.Epoch].ToGroup().Quorum;
    }

    /// <summary>A merchant's name by index.</summary>
    public string NameOf(int member) => Genesis.Merchants[member].Name;

    /// <summary>SHA-256 of the SubjectPublicKeyInfo of a merchant's link key.</summary>
    public Digest LinkPin(int member) => Genesis.Merchants[member].LinkKeyPin;

    /// <summary>Where a merchant's peer link listens.</summary>
    public (string Host, int Port) PeerAddress(int member)
    {
        var address = Genesis.Merchants[member].Peer;
        var colon = address.LastIndexOf(':');
        return (address[..colon].Trim('[', ']'), int.Parse(address[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Signs any bytes that begin with a domain tag.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => _key.Sign(message);

    /// <summary>Signs a statement.</summary>
    public Vote Sign(Statement statement) => new(statement, Self, _key.Sign(statement.SigningBytes(Group.Genesis, Group.Epoch)));

    /// <summary>Signs an attestation and remembers it until it is stored.</summary>
    public Attestation Sign(AttestedState state)
    {
        var attestation = SignAnew(state);
        _attestations[state.Height] = attestation;
        return attestation;
    }

    /// <summary>The height up to which everything was stored since the start; 0 before the first flush.</summary>
    public long FlushedHeight => Volatile.Read(ref _flushedHeight);

    /// <summary>Everything up to a height is stored with its attestation.</summary>
    public void Flushed(long height)
    {
        Volatile.Write(ref _flushedHeight, height);
        foreach (var old in _attestations.Keys.Where(kept => kept < height - KeptAttestations))
        {
            _attestations.TryRemove(old, out _);
        }
    }

    /// <summary>Signs a state without remembering it; for liars.</summary>
    public Attestation SignAnew(AttestedState state) => new(state, Self, _key.Sign(state.SigningBytes(Group.Genesis)));

    /// <summary>The own attestation of a height, if it was signed lately.</summary>
    public Attestation? OwnAttestationAt(long height) => _attestations.GetValueOrDefault(height);

    /// <summary>The own attestation of exactly this state, if it was signed lately.</summary>
    public Attestation? OwnAttestation(AttestedState state) =>
        _attestations.TryGetValue(state.Height, out var attestation) && attestation.State == state ? attestation : null;
}
