using Microsoft.Extensions.Logging;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>Log messages of asset grains, events 1050 to 1059.</summary>
internal static partial class AssetLog
{
    [LoggerMessage(1050, LogLevel.Warning, "The register {Register} has not answered for {Seconds} s: {Reason}")]
    public static partial void Waiting(ILogger logger, RegisterKey register, long seconds, string reason);
}
