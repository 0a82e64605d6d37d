package atomic

// The names by which internal/sync knows these functions.

func CompareAndSwapInt32(addr *int32, old, new int32) bool { return Casint32(addr, old, new) }

func AddInt32(addr *int32, delta int32) int32 { return Xaddint32(addr, delta) }
