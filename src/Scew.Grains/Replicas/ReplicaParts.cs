using Microsoft.Extensions.Logging;
using Scew.Grains.Watching;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>What a replica's shell works with; made once for each silo.</summary>
internal sealed class ReplicaParts(
    MerchantContext merchant,
    ReplicaInbox inbox,
    IReplicaStore store,
    IPeerLinks links,
    RequestBook book,
    RequestCheck check,
    BlockDesk blocks,
    ReceiptBook receipts,
    PeerServer server,
    ExecutionQueue execution,
    RegisterFlusher flusher,
    TransferDesk transfers,
    StateTransfer fetching,
    HistoryPruner pruner,
    ReplicaWatch watch,
    EraTurn turn,
    ISiloStop stop,
    TimeProvider time,
    ILogger<ReplicaParts> log)
{
    public MerchantContext Merchant => merchant;

    public ReplicaInbox Inbox => inbox;

    public IReplicaStore Store => store;

    public PeerSender Sender { get; } = new(merchant, links, book);

    public BlockDesk Blocks => blocks;

    public RequestBook Book => book;

    public RequestCheck Check => check;

    public ReceiptBook Receipts => receipts;

    public PeerServer Server => server;

    public ExecutionQueue Execution => execution;

    public RegisterFlusher Flusher => flusher;

    public TransferDesk Transfers => transfers;

    public StateTransfer Fetching => fetching;

    public HistoryPruner Pruner => pruner;

    public ReplicaWatch Watch => watch;

    public EraTurn Turn => turn;

    public ISiloStop Stop => stop;

    public TimeProvider Time => time;

    public ILogger Log => log;
}
