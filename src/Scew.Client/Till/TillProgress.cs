namespace Scew.Client.Till;

/// <summary>How far an import is: wallets first, then rows. Rows of an earlier run count as done.</summary>
public readonly record struct TillProgress(int Wallets, int AllWallets, int Rows, int AllRows);
