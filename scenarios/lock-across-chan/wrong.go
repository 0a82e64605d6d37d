package lockacrosschan

func publishOrDrop(f *feed, event int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent++
	select {
	case f.events <- event:
	default:
	}
}
