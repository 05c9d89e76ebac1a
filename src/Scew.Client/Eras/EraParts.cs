using System.Collections.Immutable;
using Scew.Client.Histories;
using Scew.Client.Proofs;
using Scew.Client.Reads;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Client.Transport;

namespace Scew.Client.Eras;

/// <summary>Whom a client asks and how it checks the answers while one era lasts; replaced as a whole when it ends.</summary>
internal sealed class EraParts
{
    public EraParts(Era era, ReceiptVerifier verifier, EvidenceVerifier evidence, ClientOptions options, ImmutableArray<MerchantEndpoint> merchants)
    {
        Era = era;
        Merchants = merchants;
        NeverExecuted = new NeverExecutedQuery(Merchants, era, verifier);
        Histories = new HistoryReader(Merchants, verifier, options);
        var pages = new RegisterPages(era, options);
        Reader = new Reader(Merchants, era, verifier.Eras, evidence, pages, options);
        Lists = new CompleteLists(Merchants, era.Group.MaxFaulty, Reader, pages, options);
    }

    public Era Era { get; }

    public ImmutableArray<MerchantEndpoint> Merchants { get; }

    public Reader Reader { get; }

    public CompleteLists Lists { get; }

    public HistoryReader Histories { get; }

    public NeverExecutedQuery NeverExecuted { get; }

    /// <summary>The merchant at a place that was chosen while another era lasted, perhaps.</summary>
    public MerchantEndpoint At(int merchant) => Merchants[(int)((uint)merchant % Merchants.Length)];
}
