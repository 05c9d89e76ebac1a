namespace Scew.SystemTests.Support;

/// <summary>
/// Sizes of tests that have an everyday part and a long one. <c>SCEW_LONG</c> names the rows whose long part runs, for example <c>SCEW_LONG=D2</c> or <c>SCEW_LONG=A21,C1</c>; see README.md.
/// </summary>
internal static class LongRun
{
    private static readonly string[] Rows = (Environment.GetEnvironmentVariable("SCEW_LONG") ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The everyday size of a row, or its long one.</summary>
    public static T Of<T>(string row, T everyday, T inLongRun) => Rows.Contains(row) ? inLongRun : everyday;
}
