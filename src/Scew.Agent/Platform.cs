using System.Runtime.Versioning;

// Descriptors that stand for processes, and /proc.
[assembly: SupportedOSPlatform("linux")]
