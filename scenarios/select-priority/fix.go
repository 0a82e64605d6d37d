package selectpriority

import "context"

func serveChecked(stop <-chan struct{}, jobs <-chan int, do func(job int)) {
	for {
		select {
		case <-stop:
			return
		case job := <-jobs:
			select {
			case <-stop:
				return
			default:
			}
			do(job)
		}
	}
}

func awaitChecked(ctx context.Context, result <-chan int) (int, error) {
	select {
	case r := <-result:
		return r, nil
	case <-ctx.Done():
		select {
		case r := <-result:
			return r, nil
		default:
			return 0, ctx.Err()
		}
	}
}
