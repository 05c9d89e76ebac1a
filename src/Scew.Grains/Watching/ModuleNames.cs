using Scew.Homomorphic.Modules;

namespace Scew.Grains.Watching;

/// <summary>Names of the secure module's questions: the values of the attribute <c>op</c>.</summary>
internal static class ModuleNames
{
    public static string Of(ModuleCall call) => call switch
    {
        ModuleCall.CheckKey => "check-key",
        ModuleCall.CheckAdditive => "check-additive",
        ModuleCall.SumAdditive => "sum-additive",
        ModuleCall.CompareOrdered => "compare-ordered",
        ModuleCall.RangeOrdered => "range-ordered",
        _ => "delegated",
    };
}
