package fake

// LostUpdate is two goroutines that add one to an atomic variable in two
// steps, and a check.
func LostUpdate() Program {
	add := []Op{Load("c"), Store("c", 1)}
	return Program{Go(add...), Go(add...), Join(), Want("c", 2)}
}

// LostWrite is LostUpdate with plain accesses, which are scheduling points
// only once they are known to be contended.
func LostWrite() Program {
	add := []Op{Read("c"), Write("c", 1)}
	return Program{Go(add...), Go(add...), Join(), Want("c", 2)}
}

// Counter is LostWrite with a mutex: correct.
func Counter() Program {
	add := []Op{Lock("mu"), Read("c"), Write("c", 1), Unlock("mu")}
	return Program{Go(add...), Go(add...), Join(), Want("c", 2)}
}

// ABBA is two goroutines that lock two mutexes in opposite orders.
func ABBA() Program {
	return Program{
		Go(Lock("a"), Lock("b"), Unlock("b"), Unlock("a")),
		Go(Lock("b"), Lock("a"), Unlock("a"), Unlock("b")),
		Join(),
	}
}

// Leaky is a goroutine that sends a value which is not always received.
func Leaky() Program {
	return Program{
		Go(Send("ch", 1), Send("ch", 1)),
		Load("ch"),
		If(1, Recv("ch")),
	}
}
