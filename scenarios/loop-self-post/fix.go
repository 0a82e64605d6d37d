package loopselfpost

func newRoomyLoop(events int) *loop { return &loop{make(chan int, events)} }
