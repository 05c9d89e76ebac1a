using System.Net;

namespace Scew.Client.Tests.Support;

/// <summary>The end of a listener that has stopped.</summary>
internal static class ListenerEnd
{
    /// <summary>Closes it. Closing opens each of its ports once more to take the prefix out, and by then a port can be somebody else's: nothing is left to close there.</summary>
    public static void End(this HttpListener listener)
    {
        try
        {
            listener.Close();
        }
        catch (HttpListenerException)
        {
        }
    }
}
