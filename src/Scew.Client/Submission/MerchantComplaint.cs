namespace Scew.Client.Submission;

/// <summary>A merchant sent something that does not verify. Nothing of it was used; <paramref name="Answer"/> is kept because it may hold evidence.</summary>
public sealed record MerchantComplaint(int Merchant, string Reason, byte[] Answer);
