return await Scew.Storage.Tests.SecondProcess.RunAsync(args);
