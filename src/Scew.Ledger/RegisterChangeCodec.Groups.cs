using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Groups;

namespace Scew.Ledger;

/// <summary>The causes of changes of members.</summary>
public static partial class RegisterChangeCodec
{
    private static void EncodeGroup(CodecWriter writer, ChangeCause cause)
    {
        switch (cause)
        {
            case ChangeCause.PlanProposed proposed:
                writer.U8(18);
                writer.Digest(proposed.Proposer.Thumbprint);
                writer.Text(proposed.Text);
                break;
            case ChangeCause.PlanApproved approved:
                writer.U8(19);
                writer.Digest(approved.Member.Thumbprint);
                writer.Digest(approved.Plan);
                writer.Flag(approved.Text is not null);
                writer.Text(approved.Text ?? string.Empty);
                writer.Counter(approved.Height);
                break;
            case ChangeCause.EpochEnded ended:
                writer.U8(20);
                writer.Counter(ended.Height);
                break;
            default:
                throw new InvariantException("a cause without a number");
        }
    }

    private static ChangeCause? DecodeGroup(ref CodecReader reader, byte number)
    {
        switch (number)
        {
            case 18:
                return new ChangeCause.PlanProposed(DecodeAccount(ref reader), reader.Text(GroupPlan.MaxBytes));
            case 19:
                var (member, plan) = (DecodeAccount(ref reader), reader.Digest());
                var decides = reader.Flag();
                var text = reader.Text(GroupPlan.MaxBytes);
                if (decides != text.Length > 0)
                {
                    reader.Fail();
                }
                return new ChangeCause.PlanApproved(member, plan, decides ? text : null, reader.Counter());
            case 20:
                return new ChangeCause.EpochEnded(reader.Counter());
            default:
                reader.Fail();
                return null;
        }
    }
}
