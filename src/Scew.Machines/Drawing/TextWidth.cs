namespace Scew.Machines.Drawing;

/// <summary>
/// Room that a text takes at most, whatever sans-serif font a viewer has: the advances of DejaVu Sans, the widest of those that are common, in thousandths of the font size.
/// </summary>
internal static class TextWidth
{
    private const int Other = 1050;

    // From blank to tilde.
    private static readonly short[] Ascii =
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];

    /// <summary>In whole pixels, rounded up.</summary>
    public static int Of(string text, int sizePx, bool bold)
    {
        var thousandths = 0L;
        foreach (var character in text)
        {
            thousandths += character is >= ' ' and <= '~' ? Ascii[character - ' '] : Other;
        }
        // Bold advances are about a tenth wider, those of small letters up to an eighth.
        return (int)((thousandths * sizePx * (bold ? 113 : 100) + 99_999) / 100_000);
    }
}
