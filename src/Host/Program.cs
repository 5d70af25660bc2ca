System.Console.WriteLine("XmppActors");
