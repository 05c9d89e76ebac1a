using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.Commands;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.Cli.State;

/// <summary><c>--dry-run</c>: the operation in words and the exact bytes that the key would sign. Nothing is signed, kept or sent.</summary>
internal static class DryRun
{
    public static DryRunEnd Of(GroupSession session, Operation operation, IReadOnlyList<SigningKey> keys)
    {
        var payload = new RequestPayload([.. keys.Select(static key => key.Account)], session.Client.Verifier.Group.Genesis, Nonce.Create(), operation, session.Client.ValidUntil(keys.Count));
        var bytes = PayloadCodec.Encode(payload);
        var (text, input) = (Encoding.UTF8.GetString(bytes), Encoding.ASCII.GetString(RequestBuilder.SigningInput(keys[0].PublicKey, bytes)));
        var data = new JsonObject
        {
            ["dryRun"] = true,
            ["operation"] = ReceiptViews.Operation(operation),
            ["by"] = new JsonArray([.. payload.By.Select(static account => (JsonNode?)account.ToString())]),
            ["group"] = payload.Group.ToString(),
            ["validUntil"] = ReceiptViews.Time(payload.ValidUntilMs),
            ["payload"] = text,
            ["signingInput"] = input,
        };
        return new DryRunEnd(new CommandOutput(data, CommandOutput.Facts(
            ("dry run", "nothing was signed, kept or sent"),
            ("operation", Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(operation))),
            ("by", string.Join(' ', payload.By)),
            ("group", $"{session.Genesis.Name} ({(session.Genesis.Dev ? Marks.Dev : Marks.Prod)}) {payload.Group}"),
            ("valid until", ReceiptViews.Time(payload.ValidUntilMs)),
            ("payload", text),
            ("bytes to sign", input)))
        { Ids = [input] });
    }
}
