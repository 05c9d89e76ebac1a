using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Client.Transport;

namespace Scew.Cli.Commands;

/// <summary>Reads a line of one merchant's feed. What is none cuts the feed, so that the next merchant's is taken.</summary>
internal static class WatchFeed
{
    /// <summary>The event and its line for people; throws <see cref="InvalidDataException"/> when a merchant sent anything else.</summary>
    public static (JsonObject Data, string Text) Read(ServerSentEvent item)
    {
        try
        {
            if (EventPosition.TryParse(item.Id, out _) && JsonNode.Parse(item.Data) is JsonObject data)
            {
                data["id"] = item.Id;
                var ids = data["ids"] is JsonArray list ? string.Join(' ', list.Select(id => id?.ToString())) : "";
                var text = PlainText.Clean(data["timer"] is JsonObject timer
                    ? $"{item.Id,-12} {"timer",-22} {timer["transition"],-18} {ids}"
                    : $"{item.Id,-12} {data["code"],-22} {data["operation"],-18} {data["requestId"]} {ids}".TrimEnd());
                // Written once here: what cannot be written must fail as the merchant's fault, not when it is printed.
                _ = data.ToJsonString();
                return (data, text);
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException("an event is not the JSON that a merchant sends", malformed);
        }
        throw new InvalidDataException("an event is none that a merchant sends");
    }
}
