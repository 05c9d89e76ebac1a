using Scew.Silo.Commands;

return await SiloCommands.RunAsync(args);
