using Scew.Client.Transport;
using Scew.Protocol.Api;

namespace Scew.Client.Submission;

/// <summary>What a merchant's problem means for a request that was sent.</summary>
internal static class SubmitCodes
{
    /// <summary>
    /// True for refusals that depend on the bytes alone: no correct merchant will ever take them. <c>expired</c> is none: an earlier send may have been executed.
    /// </summary>
    public static bool IsFinalRefusal(MerchantAnswer.Problem problem) => problem.Status is >= 400 and < 500 && problem.Code is
        Codes.Malformed or Codes.BadSignature or Codes.WrongGroup or Codes.BadId or Codes.TooLarge or Codes.TooCostly;
}
