package tour;

/** A step that went wrong without a failed call. Its message is all that there is to say. */
final class StepFailed extends Exception {
  private static final long serialVersionUID = 1;

  StepFailed(String message) {
    super(message);
  }
}
