using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Ledger;

/// <summary>The causes of encrypted integers and their keys.</summary>
public static partial class RegisterChangeCodec
{
    private static void EncodeVariable(CodecWriter writer, ChangeCause cause)
    {
        switch (cause)
        {
            case ChangeCause.VariableCreated created:
                writer.U8(13);
                writer.Digest(created.Owner.Thumbprint);
                writer.U8((byte)created.Type);
                writer.Text(created.Key);
                writer.Bytes(created.Record);
                EncodeAccounts(writer, created.Writers);
                EncodeAccounts(writer, created.Readers);
                break;
            case ChangeCause.VariableWritten written:
                writer.U8(14);
                EncodeAccounts(writer, written.Rights);
                writer.Text(written.Key);
                writer.Bytes(written.Record);
                break;
            case ChangeCause.VariableRekeyed rekeyed:
                writer.U8(15);
                EncodeAccounts(writer, rekeyed.Rights);
                writer.Text(rekeyed.Key);
                writer.Bytes(rekeyed.Record);
                EncodeAccounts(writer, rekeyed.Writers);
                EncodeAccounts(writer, rekeyed.Readers);
                break;
            case ChangeCause.KeyRegistered registered:
                writer.U8(16);
                writer.Digest(registered.Owner.Thumbprint);
                writer.Bytes(registered.PublicKey);
                writer.Bytes(registered.Proof);
                writer.Bytes(registered.Sealed);
                break;
            case ChangeCause.EncryptionKeyPublished published:
                writer.U8(17);
                writer.Digest(published.Account.Thumbprint);
                writer.Fixed(published.Key);
                break;
            default:
                throw new InvariantException("a cause without a number");
        }
    }

    private static ChangeCause? DecodeVariable(ref CodecReader reader, byte number)
    {
        switch (number)
        {
            case 13:
                return new ChangeCause.VariableCreated(
                    DecodeAccount(ref reader), (VariableType)reader.U8(), reader.Text(IdRules.MaxLength), reader.Bytes(RequestLimits.MaxCiphertextBytes),
                    DecodeAccounts(ref reader), DecodeAccounts(ref reader));
            case 14:
                return new ChangeCause.VariableWritten(DecodeAccounts(ref reader), reader.Text(IdRules.MaxLength), reader.Bytes(RequestLimits.MaxCiphertextBytes));
            case 15:
                return new ChangeCause.VariableRekeyed(
                    DecodeAccounts(ref reader), reader.Text(IdRules.MaxLength), reader.Bytes(RequestLimits.MaxCiphertextBytes), DecodeAccounts(ref reader), DecodeAccounts(ref reader));
            case 16:
                return new ChangeCause.KeyRegistered(
                    DecodeAccount(ref reader), reader.Bytes(RequestLimits.MaxPublicKeyBytes), reader.Bytes(RequestLimits.MaxProofBytes), reader.Bytes(RequestLimits.MaxSealedKeyBytes));
            case 17:
                return new ChangeCause.EncryptionKeyPublished(DecodeAccount(ref reader), reader.Fixed(RequestLimits.EncryptionKeyBytes));
            default:
                reader.Fail();
                return null;
        }
    }
}
