using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scew.Grains;
using Scew.Grains.Watching;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Silo.Peers;

/// <summary>Decides who a connection is: the link key pinned by genesis, then a hello that names the same member, genesis, epoch and version.</summary>
internal sealed class PeerGate(MerchantContext merchant, IPeerReceiver receiver, EraTurn turn, SiloMeter meter)
{
    public const int ProtocolVersion = 1;

    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(10);

    /// <summary>The member whose link key the certificate carries, or null.</summary>
    public int? MemberOf(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return null;
        }
        var pin = PinOf(certificate);
        for (var i = 0; i < merchant.Genesis.Merchants.Length; i++)
        {
            if (merchant.LinkPin(i) == pin)
            {
                return i;
            }
        }
        return null;
    }

    /// <summary>Whether it is the link key of a member of an epoch that is over.</summary>
    public bool WasMember(X509Certificate2? certificate) =>
        certificate is not null && PinOf(certificate) is var pin && merchant.Eras[..^1].Any(era => era.Merchants.Any(one => one.LinkKeyPin == pin));

    /// <summary>Counts what was not taken.</summary>
    public void Rejected(PeerProtocolException? broken)
    {
        if (broken is not null)
        {
            meter.Rejected(broken.Reason, broken.Type);
        }
    }

    /// <summary>Decodes one message; null for what no correct peer sends.</summary>
    public PeerMessage? Decode(byte[] frame) => MessageCodec.Decode(frame, merchant.Group.Genesis);

    /// <summary>Exchanges hellos over an authenticated pipe; with nobody of this epoch (<paramref name="peer"/> null) only to tell it of the eras since its own.</summary>
    /// <exception cref="PeerProtocolException">The other side is not the member that its key says, or of another genesis, epoch or version.</exception>
    public async Task<PeerLink> GreetAsync(int? peer, IDuplexPipe pipe, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(HelloLimit);
        var own = await SayHelloAsync(pipe, merchant.Group.Epoch, limit.Token);
        var frame = await PeerFraming.ReadAsync(pipe.Input, limit.Token) ?? throw new PeerProtocolException("closed before its hello") { Reason = Rejections.Hello };
        if (Decode(frame) is not Hello hello)
        {
            throw new PeerProtocolException("the first message is not a hello") { Reason = Rejections.Hello };
        }
        if (hello.Genesis != own.Genesis)
        {
            throw new PeerProtocolException($"it belongs to group {hello.Genesis}, this silo to {own.Genesis}; one of the two has a foreign genesis file") { Reason = Rejections.Hello };
        }
        if (hello.ProtocolVersion == ProtocolVersion && hello.Epoch != own.Epoch)
        {
            await TellErasAsync(hello.Epoch, own.Epoch, pipe, limit.Token);
        }
        if (peer is not { } member)
        {
            throw new PeerProtocolException($"its link key is of an epoch that is over, and its hello says epoch {hello.Epoch}; name the new key as linkKey there") { Reason = Rejections.Hello };
        }
        if (hello.ProtocolVersion != ProtocolVersion || hello.Epoch != own.Epoch || hello.Member != peer)
        {
            throw new PeerProtocolException(
                $"its hello says version {hello.ProtocolVersion}, epoch {hello.Epoch}, member {hello.Member}; expected {ProtocolVersion}, {own.Epoch}, {peer}")
            {
                Reason = Rejections.Hello,
            };
        }
        return new PeerLink(member, hello, pipe, this);
    }

    /// <summary>Reads the other side's hello, and answers it only where it is of a later epoch, to be told; else hangs up.</summary>
    /// <exception cref="PeerProtocolException">It is of a later epoch; the message says whether it told how this one ended.</exception>
    public async Task AskAsync(IDuplexPipe pipe, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(HelloLimit);
        var frame = await PeerFraming.ReadAsync(pipe.Input, limit.Token);
        if (frame is null || Decode(frame) is not Hello { ProtocolVersion: ProtocolVersion } hello || hello.Genesis != merchant.Group.Genesis || hello.Epoch <= merchant.Group.Epoch)
        {
            return;
        }
        await SayHelloAsync(pipe, merchant.Group.Epoch, limit.Token);
        await TellErasAsync(hello.Epoch, merchant.Group.Epoch, pipe, limit.Token);
    }

    /// <summary>Says the hello of an epoch that is over, to be told once more how it and those after it passed: the second halves of the handovers may be complete by now.</summary>
    public async Task CompleteAsync(IDuplexPipe pipe, long fromEpoch, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(HelloLimit);
        await SayHelloAsync(pipe, fromEpoch, limit.Token);
        _ = await PeerFraming.ReadAsync(pipe.Input, limit.Token);
        if (await PeerFraming.ReadAsync(pipe.Input, limit.Token) is { } frame && Decode(frame) is EraNews news)
        {
            await turn.CompleteToldAsync(news.Handovers);
        }
    }

    private static Digest PinOf(X509Certificate2 certificate) => new(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    private async Task<Hello> SayHelloAsync(IDuplexPipe pipe, long epoch, CancellationToken cancel)
    {
        var own = new Hello(ProtocolVersion, merchant.Group.Genesis, epoch, merchant.Self, receiver.ActivationId);
        PeerFraming.Write(pipe.Output, MessageCodec.Encode(own));
        await pipe.Output.FlushAsync(cancel);
        return own;
    }

    /// <summary>Whoever is in the later epoch tells the other how the eras passed; the link ends, and the next one is between members of one era.</summary>
    private async Task TellErasAsync(long theirs, long own, IDuplexPipe pipe, CancellationToken limit)
    {
        if (theirs < own)
        {
            var handovers = await turn.HandoversAsync(theirs, complete: false);
            PeerFraming.Write(pipe.Output, MessageCodec.Encode(new EraNews([.. handovers.Take(EraNews.MaxHandovers)])));
            await pipe.Output.FlushAsync(limit);
            // The other side ends the link once it has read; ended here, what is under way could be lost.
            await PeerFraming.ReadAsync(pipe.Input, limit);
            throw new PeerProtocolException($"it is in epoch {theirs}, this silo in {own}; it was told how it ended");
        }
        var frame = await PeerFraming.ReadAsync(pipe.Input, limit);
        if (frame is not null && Decode(frame) is EraNews news && await turn.ToldAsync(news.Handovers))
        {
            throw new PeerProtocolException($"it is in epoch {theirs}, and showed how epoch {own} ended; this silo follows");
        }
        throw new PeerProtocolException($"it is in epoch {theirs}, this silo in {own}, and it shows no handover that holds");
    }
}
