namespace Scew.Silo.Commands;

/// <summary>How the process ends; the same numbers as the console's.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int General = 1;
    public const int Usage = 2;
    public const int Locked = 4;
    public const int Diverged = 9;
    public const int Storage = 74;
}
