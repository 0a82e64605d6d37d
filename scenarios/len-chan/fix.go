package lenchan

func pollSelect(items <-chan int) (item int, ok bool) {
	select {
	case item = <-items:
		return item, true
	default:
		return 0, false
	}
}
