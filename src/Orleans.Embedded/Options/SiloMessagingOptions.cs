namespace Orleans.Configuration;

/// <summary>How a silo's calls are made.</summary>
public class SiloMessagingOptions : MessagingOptions
{
}
